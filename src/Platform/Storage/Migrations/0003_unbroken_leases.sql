-- Since when a silo has held its lease without a gap. Who was away itself, or could not reach the database that nobody
-- could reach, cannot tell the others' silence from its own.
alter table silos add column held_since timestamptz not null default clock_timestamp();
