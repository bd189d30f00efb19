-- Who may log in. Keys are made by the application, so that both databases agree on them.
CREATE TABLE accounts (
  id         varchar(26) PRIMARY KEY,
  email      varchar(254) NOT NULL UNIQUE,
  full_name  text NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
