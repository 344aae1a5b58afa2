/**
 * The tables in Postgres. Text is compared by its bytes, as in SQLite. Other processes are told of changes by
 * notifications on the channel `mcp_tasks`, which carry the id.
 *
 * @since 0.1.0
 */
export const channel = "mcp_tasks"

export const postgres: ReadonlyArray<ReadonlyArray<string>> = [
  [
    `CREATE TABLE mcp_tasks (
      id TEXT COLLATE "C" PRIMARY KEY,
      owner TEXT COLLATE "C" NOT NULL,
      tool TEXT COLLATE "C" NOT NULL,
      created_at DOUBLE PRECISION NOT NULL,
      version INTEGER NOT NULL,
      open INTEGER NOT NULL,
      external INTEGER NOT NULL,
      expires_at DOUBLE PRECISION,
      runner TEXT COLLATE "C",
      lease_until DOUBLE PRECISION,
      task TEXT NOT NULL,
      outcome TEXT,
      call TEXT NOT NULL
    )`,
    "CREATE INDEX mcp_tasks_owner ON mcp_tasks (owner, created_at, id) INCLUDE (open)",
    "CREATE INDEX mcp_tasks_expiry ON mcp_tasks (expires_at) WHERE expires_at IS NOT NULL",
    "CREATE INDEX mcp_tasks_lease ON mcp_tasks (runner, lease_until) WHERE open = 1",
    `CREATE TABLE mcp_task_journal (
      seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      task_id TEXT COLLATE "C" NOT NULL REFERENCES mcp_tasks (id) ON DELETE CASCADE,
      entries TEXT NOT NULL
    )`,
    "CREATE INDEX mcp_task_journal_task ON mcp_task_journal (task_id, seq)",
    `CREATE FUNCTION mcp_tasks_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_notify('${channel}', CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER mcp_tasks_told AFTER INSERT OR DELETE OR UPDATE OF version ON mcp_tasks
      FOR EACH ROW EXECUTE FUNCTION mcp_tasks_tell()`
  ]
]
