/**
 * Of Azure SQL's own views and procedures, what the pages for operators use. The schema model knows none of them, so that the check puts these in their place:
 * only the columns that the pages use, and what else a reader would try.
 */
export const systemViews: Readonly<Record<string, string>> = {
  dm_db_resource_stats:
    'end_time datetime, avg_cpu_percent decimal(5,2), avg_data_io_percent decimal(5,2), avg_log_write_percent decimal(5,2), avg_memory_usage_percent decimal(5,2), max_worker_percent decimal(5,2), max_session_percent decimal(5,2)',
  dm_db_partition_stats: 'object_id int, index_id int, used_page_count bigint, row_count bigint',
  dm_exec_requests:
    'session_id smallint, blocking_session_id smallint, status nvarchar(30), command nvarchar(32), wait_type nvarchar(60), wait_time int, cpu_time int, total_elapsed_time int',
  dm_exec_sessions: 'session_id smallint, is_user_process bit, login_name nvarchar(128), program_name nvarchar(128)',
  query_store_plan: 'plan_id bigint, query_id bigint',
  query_store_query: 'query_id bigint, query_text_id bigint',
  query_store_query_text: 'query_text_id bigint, query_sql_text nvarchar(max)',
  query_store_runtime_stats:
    'plan_id bigint, count_executions bigint, avg_cpu_time float, max_duration bigint, last_execution_time datetimeoffset(7)',
  tables: 'object_id int, name nvarchar(128)',
};

/** The schema that stands in for `sys`. */
export const standIn = 'stand_in';

/** The stand-ins, as the T-SQL checker reads a schema. */
export function standInSchema(): string {
  const tables = Object.entries(systemViews).map(([name, columns]) => `CREATE TABLE ${standIn}.${name} (${columns})`);
  const scope = `CREATE PROCEDURE ${standIn}.sp_set_session_context @key nvarchar(128), @value sql_variant AS RETURN 0`;
  return [`CREATE SCHEMA ${standIn}`, ...tables, scope].map((statement) => `${statement}\nGO\n`).join('\n');
}
