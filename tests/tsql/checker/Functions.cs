using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FlowLedger.TsqlChecker;

/// <summary>
/// Functions without a schema are built in, and the model takes any name for one. Only those of this list are known here; a new one is added
/// when SQL Server 2022 is known to have it.
/// </summary>
public static class Functions
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "ABS", "AVG", "CEILING", "CHARINDEX", "CONCAT", "CONCAT_WS", "COUNT", "COUNT_BIG", "DATABASE_PRINCIPAL_ID", "DATALENGTH",
        "DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATEPART", "DATETRUNC", "DENSE_RANK", "FIRST_VALUE", "FLOOR", "GREATEST", "ISJSON",
        "ISNULL", "JSON_QUERY", "JSON_VALUE", "LAG", "LAST_VALUE", "LEAD", "LEAST", "LEN", "LOWER", "LTRIM", "MAX", "MIN", "NTILE",
        "PERCENT_RANK", "POWER", "RANK", "REPLACE", "ROUND", "ROW_NUMBER", "RTRIM", "SCHEMA_ID", "SCOPE_IDENTITY", "SESSION_CONTEXT",
        "SIGN", "STRING_AGG", "SUBSTRING", "SUM", "SYSUTCDATETIME", "TRIM", "UPPER",
    };

    public static IReadOnlyList<string> Unknown(TSqlFragment fragment)
    {
        var visitor = new Calls();
        fragment.Accept(visitor);
        return visitor.Names.Where(name => !Known.Contains(name)).Distinct().ToList();
    }

    private sealed class Calls : TSqlFragmentVisitor
    {
        public List<string> Names { get; } = [];

        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is null) Names.Add(node.FunctionName.Value);
        }
    }
}
