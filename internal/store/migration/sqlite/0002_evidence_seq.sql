-- +goose Up
-- The roll reads what was told since it last looked.
CREATE UNIQUE INDEX evidence_seq ON evidence (seminar, seq);
