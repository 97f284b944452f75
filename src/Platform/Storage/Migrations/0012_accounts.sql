-- People, and what lets them in. Whatever opens a door is kept as a hash: nobody who reads here can open one.
create table users (
    id          text collate "C" primary key,
    email       text collate "C" unique check (email = lower(email)),
    name        text not null,
    password    text,
    is_operator boolean not null default false,
    created_at  timestamptz not null default clock_timestamp()
);
create unique index users_first on users (is_operator) where email is null;

-- Who somebody is elsewhere: at the Git host, or at an issuer of tokens.
create table identities (
    id          text collate "C" primary key,
    provider    text collate "C" not null,
    subject     text collate "C" not null,
    user_id     text collate "C" not null references users on delete cascade,
    login       text not null,
    envelope    text,
    unique (provider, subject)
);
create index identities_user on identities (user_id);

create table team_members (
    team_id     text collate "C" not null references teams on delete cascade,
    user_id     text collate "C" not null references users on delete cascade,
    role        text not null check (role in ('owner', 'developer', 'viewer')),
    created_at  timestamptz not null default clock_timestamp(),
    primary key (team_id, user_id)
);
create index team_members_user on team_members (user_id, created_at);

-- The administrator, who is there from the first start and comes in by a link until they have chosen a password.
insert into users (id, name, is_operator) values ('usr_admin', 'Administrator', true);
insert into team_members (team_id, user_id, role) values ('team_default', 'usr_admin', 'owner');

-- A login, from its first token to its last. Each refresh token is good for one use; one that is used again ends the login.
create table sessions (
    id          text collate "C" primary key,
    user_id     text collate "C" not null references users on delete cascade,
    address     text not null,
    agent       text not null,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    ended_at    timestamptz
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table refresh_tokens (
    hash        bytea primary key,
    session_id  text collate "C" not null references sessions on delete cascade,
    expires_at  timestamptz not null,
    replaced_by bytea
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- What access tokens are signed with: the private half sealed, the newest for new ones.
create table signing_keys (
    id          text collate "C" primary key,
    envelope    text not null,
    public_key  bytea not null,
    created_at  timestamptz not null default clock_timestamp()
);

-- Links and codes that let somebody in once.
create table login_links (
    hash        bytea primary key,
    user_id     text collate "C" not null references users on delete cascade,
    expires_at  timestamptz not null,
    used_at     timestamptz
);

create table device_logins (
    hash        bytea primary key,
    code        text collate "C" not null unique,
    client      text not null,
    expires_at  timestamptz not null,
    approved_by text collate "C" references users on delete cascade,
    team_id     text collate "C" references teams on delete cascade,
    used_at     timestamptz
);

create table invitations (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams on delete cascade,
    email       text collate "C",
    role        text not null check (role in ('owner', 'developer', 'viewer')),
    hash        bytea not null unique,
    invited_by  text not null,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    accepted_by text collate "C" references users on delete set null,
    accepted_at timestamptz
);
create index invitations_team on invitations (team_id, id);

-- A token of a person can do no more than that person can by now; the administrator's own belongs to nobody.
alter table api_tokens
    add column user_id text collate "C" references users on delete cascade,
    add column expires_at timestamptz;
create index api_tokens_team on api_tokens (team_id, id);
create index api_tokens_user on api_tokens (user_id);

-- Who did what, from where, and what was so before and after.
alter table audits
    add column user_id text,
    add column address text not null default '',
    add column request_id text not null default '',
    add column before jsonb,
    add column after jsonb;

-- What is written down stays as it is, whoever is asked to change it.
create function audits_stay() returns trigger language plpgsql as $$
begin
    raise exception 'what is in audits stays there';
end $$;
create trigger audits_stay before update or delete on audits for each row execute function audits_stay();
create trigger audits_stay_all before truncate on audits for each statement execute function audits_stay();
revoke update, delete, truncate on audits from current_user;
