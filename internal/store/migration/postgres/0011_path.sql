-- +goose Up
-- By which way somebody online watched: webrtc, hls, or '' for neither.
ALTER TABLE lease ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN path TEXT NOT NULL DEFAULT '';
