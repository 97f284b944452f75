using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniVercel.Platform.Telemetry;

/// <summary>Collects all metrics when asked, and writes them in Prometheus' text format (version 0.0.4).</summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _oneAtATime = new();
    private readonly Page _page = new();

    public PrometheusText() => Reader = new BaseExportingMetricReader(_page)
    {
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
    };

    public BaseExportingMetricReader Reader { get; }

    public string Collect()
    {
        lock (_oneAtATime)
        {
            Reader.Collect((int)TimeSpan.FromSeconds(5).TotalMilliseconds);
            return _page.Text;
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        _page.Dispose();
    }

    private sealed class Page : BaseExporter<Metric>
    {
        public string Text { get; private set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new StringBuilder();
            foreach (var metric in batch)
                PrometheusMetric.Write(text, metric);
            Text = text.ToString();
            return ExportResult.Success;
        }
    }
}

/// <summary>One metric as lines: names with underscores and unit, a histogram as cumulative buckets with sum and count.</summary>
internal static class PrometheusMetric
{
    public static void Write(StringBuilder text, Metric metric)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var isHistogram = metric.MetricType is MetricType.Histogram;
        if (!isCounter && !isHistogram && !metric.MetricType.ToString().EndsWith("Gauge", StringComparison.Ordinal)
            && !metric.MetricType.ToString().EndsWith("NonMonotonic", StringComparison.Ordinal))
        {
            return;
        }

        var name = NameOf(metric, isCounter);
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {EscapeLine(metric.Description)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isHistogram ? "histogram" : isCounter ? "counter" : "gauge")}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point);
            if (isHistogram)
                WriteHistogram(text, name, labels, point);
            else
                WriteLine(text, name, labels, ValueOf(metric.MetricType, point));
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            WriteLine(text, name + "_bucket", labels + (labels.Length > 0 ? "," : "") + $"le=\"{bound}\"", below);
        }

        WriteLine(text, name + "_sum", labels, point.GetHistogramSum());
        WriteLine(text, name + "_count", labels, point.GetHistogramCount());
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(Number(value)).Append('\n');

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private static string NameOf(Metric metric, bool isCounter)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = string.Concat(metric.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string LabelsOf(in MetricPoint point)
    {
        var labels = new List<string>();
        foreach (var tag in point.Tags)
            labels.Add($"{string.Concat(tag.Key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture))}\"");
        return string.Join(',', labels);
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string? text) => EscapeLine(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    // A description has no quotation marks around it, and Prometheus refuses a page where those within are escaped.
    private static string EscapeLine(string? text) => (text ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
