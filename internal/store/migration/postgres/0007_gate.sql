-- +goose Up
-- A gate is a phone that scans at a door: who it is, when it was last heard, and the
-- highest number that it says it has given to a scan.
CREATE TABLE gate (
  seminar   TEXT NOT NULL REFERENCES seminar(id),
  device    TEXT NOT NULL,
  enrolment TEXT NOT NULL,
  person    TEXT NOT NULL,
  place     TEXT NOT NULL,
  label     TEXT NOT NULL,
  heard     BIGINT NOT NULL,
  skew      BIGINT NOT NULL,
  given     BIGINT NOT NULL,
  PRIMARY KEY (seminar, device)
);
