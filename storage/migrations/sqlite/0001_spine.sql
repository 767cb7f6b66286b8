-- The words of each ticket, by its number as `rowid`, for finding it. What are words is decided by us: see
-- `bot.domain.ticket_words`.
CREATE VIRTUAL TABLE ticket_words USING fts5(words, columnsize = 0, tokenize = 'ascii');
