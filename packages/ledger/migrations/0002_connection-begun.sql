-- When a connection's writer first began: the contacts of the customers known by then are its back-fill.
alter table ledger.budgets add column begun_at timestamptz;
