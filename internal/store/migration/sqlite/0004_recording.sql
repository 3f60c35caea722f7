-- +goose Up
ALTER TABLE seminar ADD COLUMN record BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE session ADD COLUMN no_record BOOLEAN NOT NULL DEFAULT FALSE;

-- What was recorded of a hall. The pictures and sounds lie in the data folder, under the id.
CREATE TABLE recording (
  id       TEXT PRIMARY KEY,
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  session  TEXT NOT NULL,
  began    BIGINT NOT NULL,
  ended    BIGINT NOT NULL,
  cause    TEXT NOT NULL,
  made     BIGINT NOT NULL,
  wanted   BIGINT NOT NULL,
  composed BIGINT NOT NULL,
  public   BOOLEAN NOT NULL
);
CREATE INDEX recording_seminar ON recording (seminar, began);
