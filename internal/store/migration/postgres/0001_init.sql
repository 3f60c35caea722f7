-- +goose Up
-- Every human text is JSON {language: text}; every time is UTC milliseconds since 1970 (0 = none); every id is ours.

CREATE TABLE seminar (
  id        TEXT PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,
  title     TEXT NOT NULL,
  theme     TEXT NOT NULL,
  host      TEXT NOT NULL,
  zone      TEXT NOT NULL,
  languages TEXT NOT NULL,
  accent    TEXT NOT NULL,
  levels    TEXT NOT NULL,
  policy    TEXT NOT NULL,
  release   BIGINT NOT NULL
);

CREATE TABLE place (
  id       TEXT PRIMARY KEY,
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  key      TEXT NOT NULL,
  kind     TEXT NOT NULL,
  name     TEXT NOT NULL,
  address  TEXT NOT NULL,
  seats    BIGINT NOT NULL,
  position BIGINT NOT NULL,
  UNIQUE (seminar, key)
);

CREATE TABLE organisation (
  id       TEXT PRIMARY KEY,
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  key      TEXT NOT NULL,
  name     TEXT NOT NULL,
  level    TEXT NOT NULL,
  position BIGINT NOT NULL,
  ordinal  BIGINT NOT NULL,
  UNIQUE (seminar, key)
);

CREATE TABLE person (
  id           TEXT PRIMARY KEY,
  seminar      TEXT NOT NULL REFERENCES seminar(id),
  key          TEXT NOT NULL,
  name         TEXT NOT NULL,
  organisation TEXT NOT NULL,
  post         TEXT NOT NULL,
  level        TEXT NOT NULL,
  place        TEXT NOT NULL,
  delegate     BOOLEAN NOT NULL,
  position     BIGINT NOT NULL,
  ordinal      BIGINT NOT NULL,
  language     TEXT NOT NULL,
  email        TEXT NOT NULL,
  withdrawn    BOOLEAN NOT NULL,
  pass_version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (seminar, key)
);

CREATE TABLE session (
  id        TEXT PRIMARY KEY,
  seminar   TEXT NOT NULL REFERENCES seminar(id),
  key       TEXT NOT NULL,
  kind      TEXT NOT NULL,
  title     TEXT NOT NULL,
  abstract  TEXT NOT NULL,
  starts    BIGINT NOT NULL,
  ends      BIGINT NOT NULL,
  places    TEXT NOT NULL,
  parts     TEXT NOT NULL,
  items     TEXT NOT NULL,
  no_roll   BOOLEAN NOT NULL,
  cancelled BOOLEAN NOT NULL,
  sequence  BIGINT NOT NULL,
  updated   BIGINT NOT NULL,
  UNIQUE (seminar, key)
);

CREATE TABLE role_grant (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  person  TEXT NOT NULL,
  role    TEXT NOT NULL,
  place   TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (seminar, person, role, place)
);

CREATE TABLE record (
  seminar TEXT NOT NULL,
  seq     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  actor   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  session TEXT NOT NULL,
  place   TEXT NOT NULL,
  person  TEXT NOT NULL,
  op      TEXT NOT NULL,
  body    BYTEA,
  salt    BYTEA,
  commitment BYTEA NOT NULL,
  hash    BYTEA NOT NULL,
  PRIMARY KEY (seminar, seq)
);
CREATE UNIQUE INDEX record_op ON record (seminar, op) WHERE op <> '';
CREATE INDEX record_kind ON record (seminar, kind, seq);

CREATE TABLE evidence (
  id         TEXT PRIMARY KEY,
  seminar    TEXT NOT NULL REFERENCES seminar(id),
  seq        BIGINT NOT NULL,
  person     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  place      TEXT NOT NULL,
  session    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  received   BIGINT NOT NULL,
  from_at    BIGINT NOT NULL,
  to_at      BIGINT NOT NULL,
  mark       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  device     TEXT NOT NULL,
  device_seq BIGINT NOT NULL,
  actor      TEXT NOT NULL
);
CREATE UNIQUE INDEX evidence_device ON evidence (seminar, device, device_seq) WHERE device <> '';
CREATE INDEX evidence_person ON evidence (seminar, person);

-- What a gate showed to its steward and could not take as evidence: nothing that was answered is lost.
CREATE TABLE scan (
  seminar    TEXT NOT NULL REFERENCES seminar(id),
  device     TEXT NOT NULL,
  device_seq BIGINT NOT NULL,
  place      TEXT NOT NULL,
  person     TEXT NOT NULL,
  at         BIGINT NOT NULL,
  received   BIGINT NOT NULL,
  welcome    BOOLEAN NOT NULL,
  reason     TEXT NOT NULL,
  args       TEXT NOT NULL,
  shown      TEXT NOT NULL,
  PRIMARY KEY (seminar, device, device_seq)
);

-- An open presence online. It becomes evidence when it ends or runs out.
CREATE TABLE lease (
  seminar TEXT NOT NULL REFERENCES seminar(id),
  person  TEXT NOT NULL,
  place   TEXT NOT NULL,
  opened  BIGINT NOT NULL,
  renewed BIGINT NOT NULL,
  PRIMARY KEY (seminar, person, place)
);

-- Links with a secret in them. Only the SHA-256 of the secret is kept.
CREATE TABLE token (
  hash    BYTEA PRIMARY KEY,
  kind    TEXT NOT NULL,
  seminar TEXT NOT NULL,
  person  TEXT NOT NULL,
  slot    TEXT NOT NULL,
  label   TEXT NOT NULL,
  id      TEXT NOT NULL UNIQUE,
  made    BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  opened  BIGINT NOT NULL,
  revoked BIGINT NOT NULL
);
CREATE INDEX token_person ON token (seminar, person);

CREATE TABLE account (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  passphrase TEXT NOT NULL,
  seminar    TEXT NOT NULL,
  person     TEXT NOT NULL,
  server     BOOLEAN NOT NULL
);

CREATE TABLE login (
  hash    BYTEA PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  seminar TEXT NOT NULL,
  person  TEXT NOT NULL,
  account TEXT NOT NULL,
  device  TEXT NOT NULL,
  made    BIGINT NOT NULL,
  seen    BIGINT NOT NULL,
  ended   BIGINT NOT NULL
);
CREATE INDEX login_person ON login (seminar, person);

CREATE TABLE report (
  seminar  TEXT NOT NULL REFERENCES seminar(id),
  revision BIGINT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (seminar, revision)
);

CREATE TABLE photo (
  id      TEXT PRIMARY KEY,
  seminar TEXT NOT NULL REFERENCES seminar(id),
  width   BIGINT NOT NULL,
  height  BIGINT NOT NULL,
  type    TEXT NOT NULL,
  data    BYTEA NOT NULL
);
