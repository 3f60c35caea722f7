-- +goose Up
-- Nothing reads the evidence of one person alone, and every scan had to keep this index.
DROP INDEX evidence_person;
