namespace FlowLedger.TsqlChecker;

/// <summary>What is wrong, and with which text.</summary>
public sealed record Problem(string Message, string Sql)
{
    public void Print(TextWriter writer)
    {
        writer.WriteLine(Message);
        foreach (var line in Sql.Split('\n')) writer.WriteLine("    " + line);
        writer.WriteLine();
    }
}
