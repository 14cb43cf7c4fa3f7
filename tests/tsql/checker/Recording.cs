using System.Text.Json;

namespace FlowLedger.TsqlChecker;

/// <summary>A recorded statement: its text and the declared types of @1, @2, …; or why it could not be compiled.</summary>
public sealed record Recording(string Sql, IReadOnlyList<string> Types, string? Error)
{
    /// <summary>Every distinct recording of the folder's *.jsonl files, in the order of their texts.</summary>
    public static IReadOnlyList<Recording> ReadFolder(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        return Directory.EnumerateFiles(folder, "*.jsonl")
            .SelectMany(File.ReadLines)
            .Where(line => line.Length > 0)
            .Distinct()
            .Select(Parse)
            .OrderBy(recording => recording.Sql, StringComparer.Ordinal)
            .ToList();
    }

    private static Recording Parse(string line)
    {
        var document = JsonDocument.Parse(line).RootElement;
        var error = document.TryGetProperty("error", out var message) ? message.GetString() : null;
        var sql = document.TryGetProperty("sql", out var text) ? text.GetString() ?? "" : "";
        var types = document.TryGetProperty("types", out var list)
            ? list.EnumerateArray().Select(type => type.GetString() ?? "").ToList()
            : [];
        return new Recording(sql, types, error);
    }

    /// <summary>The statement as a procedure, which lets the model check it like any other object.</summary>
    public string AsProcedure(string name)
    {
        var parameters = string.Join(", ", Types.Select((type, index) => $"@{index + 1} {type}"));
        return $"CREATE PROCEDURE app.[{name}] {parameters} AS\n{Sql}";
    }
}
