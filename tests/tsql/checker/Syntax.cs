using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FlowLedger.TsqlChecker;

/// <summary>The grammar alone. The model takes nothing more after one syntax error, so whatever enters it passes here first.</summary>
public static class Syntax
{
    public static IReadOnlyList<string> Errors(string sql)
    {
        var parser = new TSql160Parser(initialQuotedIdentifiers: true, SqlEngineType.All);
        parser.Parse(new StringReader(sql), out var errors);
        return errors.Select(error => $"line {error.Line}, column {error.Column}: {error.Message}").ToList();
    }
}
