"""The commands of `hourglass`: one module for each group of them, loaded when one of the group is typed."""
