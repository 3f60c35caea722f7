-- +goose Up
-- What evidence refers to (a prompt, a substitute, a claim), and how many heads a steward counted.
ALTER TABLE evidence ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN heads BIGINT NOT NULL DEFAULT 0;

-- Who needs more time to answer: so many times what others have. Why is nobody's business here.
CREATE TABLE patience (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  person  TEXT NOT NULL,
  times   BIGINT NOT NULL,
  PRIMARY KEY (seminar, person)
);
