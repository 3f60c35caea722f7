-- +goose Up
-- A scan is one among very many: its device and number are kept once, with the scan, and nobody looks for its entry by the kind.
DROP INDEX evidence_device;
CREATE UNIQUE INDEX evidence_device ON evidence (seminar, device, device_seq) WHERE device <> '' AND kind <> 'scan_in' AND kind <> 'scan_out';
DROP INDEX record_kind;
CREATE INDEX record_kind ON record (seminar, kind, seq) WHERE kind <> 'roll.evidence';
