using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FlowLedger.TsqlChecker;

/// <summary>The grammar and the names of built-in functions. The model takes nothing more after one syntax error, so whatever enters it passes here first.</summary>
public static class Syntax
{
    public static IReadOnlyList<string> Errors(string sql)
    {
        var parser = new TSql160Parser(initialQuotedIdentifiers: true, SqlEngineType.All);
        var fragment = parser.Parse(new StringReader(sql), out var errors);
        return errors.Count > 0
            ? errors.Select(error => $"syntax, line {error.Line}, column {error.Column}: {error.Message}").ToList()
            : Functions.Unknown(fragment).Select(name => $"function {name} is not known").ToList();
    }
}
