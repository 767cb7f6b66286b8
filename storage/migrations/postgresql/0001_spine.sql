-- The words of each ticket, for finding it. What are words is decided by us: see `bot.domain.ticket_words`.
CREATE TABLE ticket_words (
    number BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX ticket_words_found ON ticket_words USING gin (words);
