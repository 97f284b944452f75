-- Several processes that work as one.

-- A silo's row is its membership as well: where the others reach it, how busy it is, and where its HTTP is. The address
-- names one life of it: a silo that was taken for dead comes back under another.
alter table silos
    add column address      text collate "C" unique,
    add column activations  int not null default 0,
    add column node_address text,
    add column http_port    int;
create index silos_node on silos (node_id);

-- Where each active grain is. Lost rows cost a look, not truth: they are written without waiting for the disk.
create table grain_directory (
    grain       text collate "C" primary key,
    silo        text collate "C" not null
);
create index grain_directory_silo on grain_directory (silo);

-- The cluster's name, and the authority that says who belongs to it. Its key is sealed under the cluster secret, which is
-- never in the database.
create table cluster_secrets (
    only_row    boolean primary key default true check (only_row),
    cluster_id  text not null,
    salt        bytea not null,
    certificate bytea not null,
    sealed_key  bytea not null,
    created_at  timestamptz not null default clock_timestamp()
);

create index blob_locations_node on blob_locations (node_id);
