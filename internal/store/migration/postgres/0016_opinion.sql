-- +goose Up
-- What people say of ideas while a round takes opinions. When it is closed they are counted and go: nothing that is kept says who said what.
CREATE TABLE opinion (
  seminar      TEXT NOT NULL REFERENCES seminar(id),
  idea_round   TEXT NOT NULL,
  idea         TEXT NOT NULL,
  person       TEXT NOT NULL,
  place        TEXT NOT NULL,
  organisation TEXT NOT NULL,
  opinion      TEXT NOT NULL,
  PRIMARY KEY (seminar, idea_round, person, idea)
);
