using System.Text.RegularExpressions;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace FlowLedger.TsqlChecker;

/// <summary>Checks recorded statements: compiled, then grammar, then names against the model.</summary>
public static partial class Statements
{
    public static IReadOnlyList<Problem> Check(TSqlModel model, IReadOnlyList<Recording> recordings)
    {
        var problems = new List<Problem>();
        var added = new Dictionary<string, Recording>();
        foreach (var recording in recordings)
        {
            var name = $"statement_{added.Count + 1}";
            var found = Add(model, recording, name);
            if (found.Count == 0) added[name] = recording;
            else problems.AddRange(found);
        }
        problems.AddRange(Unresolved(model, added));
        return problems;
    }

    private static IReadOnlyList<Problem> Add(TSqlModel model, Recording recording, string name)
    {
        if (recording.Error is { } error) return [new Problem("not compiled: " + error, recording.Sql)];
        var procedure = recording.AsProcedure(name);
        var errors = Syntax.Errors(procedure);
        if (errors.Count > 0) return errors.Select(it => new Problem(it, recording.Sql)).ToList();
        model.AddObjects(procedure);
        return [];
    }

    /// <summary>A name that does not resolve is only a warning to the model; to a statement it is the end.</summary>
    private static IEnumerable<Problem> Unresolved(TSqlModel model, IReadOnlyDictionary<string, Recording> added) =>
        model.Validate()
            .Where(message => message.MessageType is DacMessageType.Error or DacMessageType.Warning)
            .Select(message => new Problem(
                $"{message.Prefix}{message.Number}: {message.Message}",
                added.TryGetValue(ProcedureName().Match(message.Message).Groups[1].Value, out var recording) ? recording.Sql : ""));

    [GeneratedRegex(@"\[app\]\.\[(statement_\d+)\]")]
    private static partial Regex ProcedureName();
}
