-- The words of each ticket, for finding it. What are words is decided by us: see `bot.domain.ticket_words`.
CREATE TABLE ticket_words (
    number BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
-- Words are put down many at once, and not while anybody waits: without the list of what is still to be sorted
-- in, which each search would have to go through.
CREATE INDEX ticket_words_found ON ticket_words USING gin (words) WITH (fastupdate = off);
