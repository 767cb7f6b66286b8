"""Block Kit: values in, blocks out, and the action ids that handlers listen to."""
