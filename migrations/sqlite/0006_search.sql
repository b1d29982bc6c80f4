-- Search over everything that somebody may see: what a match is worth, and the texts it was found in.

-- 0: of the name or code; 1: of what tells an object apart; 2: of a value or note.
ALTER TABLE words ADD COLUMN worth BIGINT NOT NULL DEFAULT 0;
-- The other index begins with a place; this one is for those who see every place.
CREATE INDEX words_everywhere_idx ON words (noun, word, id);

-- Pairs of field and text, as JSON.
ALTER TABLE cards ADD COLUMN texts TEXT NOT NULL DEFAULT '[]';
-- Which rules a card was made by. Cards made by earlier ones are made anew at the next start.
ALTER TABLE cards ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cards_handle_idx ON cards (handle, place);
