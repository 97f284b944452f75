-- Which silo does a call: once its lease has run out, whoever sends the call again need not wait for it.
alter table idempotency_keys add column silo text collate "C";
