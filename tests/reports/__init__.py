"""The figures of reports, beside a slow computation of the same from plain stories."""
