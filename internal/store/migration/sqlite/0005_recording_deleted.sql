-- +goose Up
-- When a recording was deleted. The row stays: what was recorded and deleted is no secret, and nothing is recorded twice.
ALTER TABLE recording ADD COLUMN deleted BIGINT NOT NULL DEFAULT 0;
