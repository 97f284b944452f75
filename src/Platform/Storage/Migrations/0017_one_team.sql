-- What belongs to a project is of the project's team. A grain that has missed that its project went to another team could still write
-- down a build for the old one: that is refused here. Deferrable, because the transfer changes one table after the other.
alter table projects add unique (id, team_id);
alter table builds                add constraint builds_one_team      foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table deployments           add constraint deployments_one_team foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table artifacts             add constraint artifacts_one_team   foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table hosts                 add constraint hosts_one_team       foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table routes                add constraint routes_one_team      foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table apps                  add constraint apps_one_team        foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table domains               add constraint domains_one_team     foreign key (project_id, team_id) references projects (id, team_id) deferrable;
alter table uploads               add constraint uploads_one_team     foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table git_credentials       add constraint git_credentials_one_team       foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
alter table environment_variables add constraint environment_variables_one_team foreign key (project_id, team_id) references projects (id, team_id) on delete cascade deferrable;
