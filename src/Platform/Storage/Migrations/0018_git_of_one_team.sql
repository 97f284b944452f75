-- The same of what a project has to do with Git hosts.
alter table deploy_hooks add constraint deploy_hooks_one_team foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table webhooks     add constraint webhooks_one_team     foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table git_heads    add constraint git_heads_one_team    foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table git_pulls    add constraint git_pulls_one_team    foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table git_reports  add constraint git_reports_one_team  foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
