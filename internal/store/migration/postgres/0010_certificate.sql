-- +goose Up
-- By which rule a seminar gives certificates; without a row, by the one that its policy begins with.
CREATE TABLE certificate_rule (
  seminar TEXT PRIMARY KEY REFERENCES seminar(id),
  rule    TEXT NOT NULL
);

-- Every revision of every certificate. Nothing is taken away: a number that was given stays given.
CREATE TABLE certificate (
  id       TEXT NOT NULL,
  revision BIGINT NOT NULL,
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  person   TEXT NOT NULL,
  year     BIGINT NOT NULL,
  serial   BIGINT NOT NULL,
  entry    BIGINT NOT NULL,
  awarded  BIGINT NOT NULL,
  issued   BIGINT NOT NULL,
  claim    TEXT NOT NULL,
  badge    TEXT NOT NULL,
  revoked  BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (id, revision)
);
CREATE UNIQUE INDEX certificate_number ON certificate (year, serial, revision);
CREATE UNIQUE INDEX certificate_entry ON certificate (entry);
CREATE UNIQUE INDEX certificate_person ON certificate (seminar, person, revision);
