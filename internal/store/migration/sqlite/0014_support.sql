-- +goose Up
-- Who wants a question answered, each once.
CREATE TABLE support (
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  question TEXT NOT NULL,
  person   TEXT NOT NULL,
  PRIMARY KEY (seminar, question, person)
) WITHOUT ROWID;
