-- +goose Up
-- An enrolment makes a browser the device of a branch hall.
ALTER TABLE token ADD COLUMN place TEXT NOT NULL DEFAULT '';
