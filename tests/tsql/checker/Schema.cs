using System.Text.RegularExpressions;
using Microsoft.SqlServer.Dac.Model;

namespace FlowLedger.TsqlChecker;

/// <summary>The schema that statements are checked against: batches separated by lines that say GO.</summary>
public static partial class Schema
{
    public static void AddTo(TSqlModel model, string script, List<Problem> problems)
    {
        foreach (var batch in Separator().Split(script).Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            var errors = Syntax.Errors(batch);
            if (errors.Count == 0) model.AddObjects(batch);
            else problems.AddRange(errors.Select(error => new Problem("schema, " + error, batch)));
        }
    }

    public static IEnumerable<Problem> Validate(TSqlModel model) =>
        model.Validate()
            .Where(message => message.MessageType == Microsoft.SqlServer.Dac.DacMessageType.Error)
            .Select(message => new Problem($"schema, {message.Prefix}{message.Number}", message.Message));

    [GeneratedRegex(@"^GO\s*$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
