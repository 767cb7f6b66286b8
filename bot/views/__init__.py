"""What people read and press: values in, Block Kit out; every word and every action id is owned here."""
