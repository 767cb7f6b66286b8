"""Tests of the memory, on both databases."""
