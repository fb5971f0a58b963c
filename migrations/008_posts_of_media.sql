-- Serves: delete-media and purge-expired, which keep a file while a post needs it. The files that a post names lie in its
-- intent, and the operators that look into it may not be asked before the tenant's fence, so an index on them serves no
-- tenant. What is unsettled of one tenant is little.
create index tiktok_posts_unsettled on tiktok_posts (tenant_id)
  where state in ('scheduled', 'queued', 'submitting', 'outcome_unknown', 'transferring', 'processing');
comment on index tiktok_posts_unsettled is 'delete-media and purge-expired: the posts that still need their files.';
