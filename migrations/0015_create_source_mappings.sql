-- Why:    people say how the deliveries of a source are read, over what its sender's code reads; every version is kept, and each
--         delivery tells which one read it.
-- Tables: source_mappings (new); sources and deliveries get the version that holds, and the one that read.
-- Lock:   sources and deliveries, for a moment (columns without a default rewrite nothing). Backfill: none.
create table source_mappings (
  source_id integer not null references sources (id),
  version integer not null,
  body jsonb not null,
  samples jsonb not null default '[]',
  author text not null,
  note text not null default '',
  origin text not null,
  created_at timestamptz not null,
  primary key (source_id, version),
  constraint mapping_versions_count_from_one check (version >= 1),
  constraint mapping_origin_is_known check (origin in ('config', 'browser'))
);
comment on column source_mappings.body is '{"list", "fields"}: what reads deliveries';
comment on column source_mappings.samples is '[{"name", "body", "query", "headers", "receivedAt", "expect": […]}]: what it is tested by';

alter table sources add column mapping_version integer;
alter table sources add constraint source_mapping_is_one_of_its_versions
  foreign key (id, mapping_version) references source_mappings (source_id, version);
comment on column sources.mapping_version is 'null: nobody ever made a mapping; a version without fields: the sender''s code alone reads';

alter table deliveries add column mapping_version integer;
comment on column deliveries.mapping_version is 'of the mapping that read it last; null: the sender''s code alone';
