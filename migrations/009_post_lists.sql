-- Serves: list-posts of one state: what failed, or is in doubt, is rare among a tenant's posts.
create index tiktok_posts_state on tiktok_posts (tenant_id, state, id);
comment on index tiktok_posts_state is 'list-posts: a tenant''s posts of one state, the newest first.';

-- Serves: list-posts for a session token, which sees one user's posts.
create index tiktok_posts_user on tiktok_posts (tenant_id, user_id, id);
comment on index tiktok_posts_user is 'list-posts: a user''s posts, the newest first.';
