-- +goose Up
-- The box of a poll: whether votes are taken now, and how.
CREATE TABLE poll (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  poll    TEXT NOT NULL,
  round   BIGINT NOT NULL,
  taken   BOOLEAN NOT NULL,
  secret  BOOLEAN NOT NULL,
  change  BOOLEAN NOT NULL,
  PRIMARY KEY (seminar, poll)
);

-- Who has voted, once. How, stands here only of a poll that is not secret.
CREATE TABLE vote (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  poll    TEXT NOT NULL,
  round   BIGINT NOT NULL,
  voter   TEXT NOT NULL,
  place   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  choice  TEXT NOT NULL,
  PRIMARY KEY (seminar, poll, round, voter)
) WITHOUT ROWID;

-- The ballots of secret polls. Their ids are random, they have no time, and they lie in the order of their ids: nothing joins one with who gave it.
CREATE TABLE ballot (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  poll    TEXT NOT NULL,
  round   BIGINT NOT NULL,
  id      TEXT NOT NULL,
  choice  TEXT NOT NULL,
  PRIMARY KEY (seminar, poll, round, id)
) WITHOUT ROWID;
