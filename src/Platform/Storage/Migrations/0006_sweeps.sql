-- Which contents a manifest needs: whatever in it has a hash, its compressed variants and the files of a server included. It is read
-- out of the manifest itself, so that no second list could say otherwise. Expensive to ask of a row, and cheap by the index.
create function contents_of(manifest jsonb) returns text[] language sql immutable strict parallel safe cost 100000 as $$
    select coalesce(
        array_agg(distinct (content ->> 'sha256') || case when (content ->> 'executable')::bool then '-x' else '' end), '{}')
    from jsonb_path_query(manifest, 'strict $.** ? (exists (@.sha256))') as content
$$;
create index artifacts_contents on artifacts using gin (contents_of(manifest) collate "C") with (fastupdate = off);
create index team_blobs_blob on team_blobs (blob);
