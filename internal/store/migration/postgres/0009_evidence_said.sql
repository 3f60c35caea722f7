-- +goose Up
-- When something happened by the clock of the device that says so, where that clock was wrong.
ALTER TABLE evidence ADD COLUMN said BIGINT NOT NULL DEFAULT 0;
