/**
 * The tables in SQLite.
 *
 * `mcp_task_changes` is what other processes read to learn of a change. It is cut by the writes themselves, a
 * thousand at a time, so that none of them pays for all.
 *
 * @since 0.1.0
 */
export const sqlite: ReadonlyArray<ReadonlyArray<string>> = [
  [
    `CREATE TABLE mcp_tasks (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      owner TEXT NOT NULL,
      tool TEXT NOT NULL,
      created_at REAL NOT NULL,
      version INTEGER NOT NULL,
      open INTEGER NOT NULL,
      external INTEGER NOT NULL,
      expires_at REAL,
      runner TEXT,
      lease_until REAL,
      task TEXT NOT NULL,
      outcome TEXT,
      call TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX mcp_tasks_owner ON mcp_tasks (owner, created_at, id)",
    "CREATE INDEX mcp_tasks_expiry ON mcp_tasks (expires_at) WHERE expires_at IS NOT NULL",
    "CREATE INDEX mcp_tasks_lease ON mcp_tasks (runner, lease_until) WHERE open = 1",
    `CREATE TABLE mcp_task_journal (
      seq INTEGER PRIMARY KEY,
      task_id TEXT NOT NULL,
      entries TEXT NOT NULL
    ) STRICT`,
    "CREATE INDEX mcp_task_journal_task ON mcp_task_journal (task_id)",
    `CREATE TABLE mcp_task_counts (
      owner TEXT PRIMARY KEY,
      kept INTEGER NOT NULL,
      open INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE mcp_task_changes (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL
    ) STRICT`,
    `CREATE TRIGGER mcp_tasks_created AFTER INSERT ON mcp_tasks BEGIN
      INSERT INTO mcp_task_counts (owner, kept, open) VALUES (NEW.owner, 1, NEW.open)
        ON CONFLICT (owner) DO UPDATE SET kept = kept + 1, open = open + excluded.open;
      INSERT INTO mcp_task_changes (id) VALUES (NEW.id);
    END`,
    `CREATE TRIGGER mcp_tasks_changed AFTER UPDATE OF version ON mcp_tasks BEGIN
      UPDATE mcp_task_counts SET open = open + NEW.open - OLD.open
        WHERE owner = NEW.owner AND NEW.open <> OLD.open;
      INSERT INTO mcp_task_changes (id) VALUES (NEW.id);
    END`,
    `CREATE TRIGGER mcp_tasks_swept AFTER DELETE ON mcp_tasks BEGIN
      DELETE FROM mcp_task_journal WHERE task_id = OLD.id;
      UPDATE mcp_task_counts SET kept = kept - 1, open = open - OLD.open WHERE owner = OLD.owner;
      DELETE FROM mcp_task_counts WHERE owner = OLD.owner AND kept = 0;
      INSERT INTO mcp_task_changes (id) VALUES (OLD.id);
    END`,
    `CREATE TRIGGER mcp_task_changes_cut AFTER INSERT ON mcp_task_changes WHEN NEW.seq % 1024 = 0 BEGIN
      DELETE FROM mcp_task_changes WHERE seq <= NEW.seq - 16384;
    END`
  ]
]
