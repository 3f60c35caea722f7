-- +goose Up
-- What evidence refers to (a prompt, a substitute, a claim), and how many heads a steward counted.
ALTER TABLE evidence ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN heads BIGINT NOT NULL DEFAULT 0;
