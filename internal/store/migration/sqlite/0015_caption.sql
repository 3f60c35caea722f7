-- +goose Up
-- What was said, written while it was said. A line that comes again is corrected; its beginning stays.
CREATE TABLE caption (
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  language TEXT NOT NULL,
  line     TEXT NOT NULL,
  from_at  BIGINT NOT NULL,
  to_at    BIGINT NOT NULL,
  said     TEXT NOT NULL,
  PRIMARY KEY (seminar, language, line)
) WITHOUT ROWID;
CREATE INDEX caption_from ON caption (seminar, language, from_at);
