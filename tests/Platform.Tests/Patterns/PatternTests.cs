using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Patterns;

namespace MiniVercel.Platform.Tests.Patterns;

/// <summary>Expressions mean what they mean elsewhere, and cost what can be counted.</summary>
public class PatternTests
{
    [Theory]
    [InlineData("/blog/(?<slug>[^/]+?)", "/blog/one", "one")]
    [InlineData("/blog/(?<slug>[^/]+?)", "/blog/one/two", null)]
    [InlineData("/(?<a>.*)/(?<b>.*)", "/x/y/z", "x/y|z")]
    [InlineData("/(?<a>.*?)/(?<b>.*)", "/x/y/z", "x|y/z")]
    [InlineData("/(?<id>\\d{2,4})", "/123", "123")]
    [InlineData("/(?<id>\\d{2,4})", "/12345", null)]
    [InlineData("(?:/(?<rest>.*))?", "", "")]
    [InlineData("/(?<lang>en|de|fr)/x", "/de/x", "de")]
    [InlineData("/(?<all>(?!api/).*)", "/about", "about")]
    [InlineData("/(?<all>(?!api/|_next).*)", "/api/x", null)]
    [InlineData("/(?<all>(?!api/|_next).*)", "/_nextly", null)]
    [InlineData("[^a-c\\]-]+\\.(?<e>\\w+)", "xyz.html", "html")]
    [InlineData("größe/(?<x>.)", "größe/ü", "ü")]
    [InlineData("", "", "")]
    public void An_expression_matches_the_whole_text_and_keeps_what_has_a_name(string expression, string text, string? captured) =>
        Assert.Equal(captured, Pattern.Of(expression).Match(text) is { } found ? string.Join('|', found) : null);

    [Theory]
    [InlineData("(", "it has a '(' without a ')'.")]
    [InlineData("a)", "it has a ')' without a '('.")]
    [InlineData("[a", "it has a '[' without a ']'.")]
    [InlineData("[z-a]", "a range in a set goes from a character to a later one.")]
    [InlineData("*a", "'*' has a meaning of its own and nothing to apply it to; write '\\*' for the character.")]
    [InlineData("a**", "a repetition is repeated.")]
    [InlineData("a{2,1}", "a repetition has at most 100, and its least is not more than its most.")]
    [InlineData("a{1000}", "a repetition has at most 100, and its least is not more than its most.")]
    [InlineData("a{x}", "a repetition is written '{3}', '{3,}' or '{3,5}'.")]
    [InlineData("a\\", "it ends in a '\\' with nothing behind it.")]
    [InlineData("\\1", "'\\1' is not understood.")]
    [InlineData("(?=a)", "'(?=' is not understood.")]
    [InlineData("(?<=a)", "'(?<' needs a name of letters and digits, and a '>'.")]
    [InlineData("(?<a>x)(?<a>y)", "it uses the name 'a' twice.")]
    [InlineData(".*(?!a)", "'(?!' is understood only where the text before it is fixed.")]
    [InlineData("(?:(?!a)b)*", "'(?!' cannot be repeated.")]
    [InlineData("((a{100}){100}){100}", "it is too complicated: it comes to more than 500 steps.")]
    public void What_is_not_understood_is_said(string expression, string why) =>
        Assert.Equal(why, Assert.Throws<PatternException>(() => Pattern.Of(expression)).Message);

    [Fact]
    public void Groups_are_nested_so_deep_and_no_deeper() => Assert.Throws<PatternException>(
        () => Pattern.Of(new string('(', 10_000) + new string(')', 10_000)));

    [Theory]
    [InlineData("/about", "/about", true)]
    [InlineData("/about(?:x)?", "/about", false)]
    [InlineData("/a.c", "/a", false)]
    [InlineData("/(a|b)", "/", false)]
    public void The_text_that_everything_begins_with_is_known(string expression, string prefix, bool isFixed)
    {
        var pattern = Pattern.Of(expression);

        Assert.Equal((prefix, isFixed), (pattern.Prefix, pattern.IsFixed));
    }

    [Fact]
    public void Any_text_can_be_asked_for_as_it_is()
    {
        var text = string.Concat(Enumerable.Range(32, 200).Select(c => (char)c));

        Assert.True(Pattern.Of(Pattern.Escape(text)).IsMatch(text));
        Assert.True(Pattern.Of(Pattern.Escape(text)).IsFixed);
    }

    /// <summary>Whatever is generated from the common grammar means the same here as in the framework's engine.</summary>
    [Fact]
    public void Every_generated_expression_means_what_the_framework_takes_it_for()
    {
        var random = new Random(7);
        var matched = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var names = 0;
            var expression = Expression(random, 3, ref names);
            var (ours, theirs) = (Pattern.Of(expression), new Regex($"\\A(?:{expression})\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)));
            for (var j = 0; j < 20; j++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => "ab/"[random.Next(3)]));
                var (found, expected) = (ours.Match(text), theirs.Match(text));
                Assert.True(found is not null == expected.Success, $"'{expression}' on '{text}'");
                if (found is null)
                    continue;
                matched++;
                Assert.All(ours.Names.Zip(found), n => Assert.True(
                    expected.Groups[n.First].Value == n.Second, $"'{expression}' on '{text}': {n.First} is '{n.Second}', not '{expected.Groups[n.First].Value}'"));
            }
        }

        Assert.InRange(matched, 5_000, int.MaxValue);
    }

    [Theory]
    [InlineData("(?:(?:a+)+)+b")]
    [InlineData("(?:a|a)*b")]
    [InlineData("(?:a?){100}a{100}b")]
    [InlineData("(?:.*.*.*.*.*)*b")]
    [InlineData("(?<x>(?!(?:a+)+c)(?:a|aa)+)b")]
    [InlineData("[ab]*a(?:[ab]{100})[ab]*b")]
    public void Nothing_takes_longer_than_its_steps_at_every_place(string expression)
    {
        var (pattern, text) = (Pattern.Of(expression), new string('a', Pattern.LongestText));
        pattern.IsMatch(text);
        var watch = Stopwatch.StartNew();

        Assert.False(pattern.IsMatch(text));

        Assert.InRange(watch.ElapsedMilliseconds, 0, 1_000);
        Assert.False(pattern.IsMatch(text + "b"));
    }

    private static string Expression(Random random, int depth, ref int names)
    {
        var text = "";
        for (var parts = random.Next(1, 4); parts > 0; parts--)
        {
            var atom = random.Next(depth > 0 ? 8 : 5) switch
            {
                0 or 1 => $"{"ab/"[random.Next(3)]}",
                2 => "[^/]",
                3 => ".",
                4 => "[ab]",
                5 => $"(?:{Expression(random, depth - 1, ref names)})",
                6 => $"(?:{Expression(random, depth - 1, ref names)}|{Expression(random, depth - 1, ref names)})",
                _ => Named(random, depth, ref names),
            };
            // A group that is repeated keeps its last turn; where turns are empty, engines differ in what the last one was.
            text += atom + (atom.Contains('<', StringComparison.Ordinal) || atom.StartsWith("(?:", StringComparison.Ordinal)
                ? random.Next(4) == 0 && !atom.Contains('<', StringComparison.Ordinal) ? "?" : ""
                : new[] { "", "", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}" }[random.Next(10)]);
        }

        return text;
    }

    private static string Named(Random random, int depth, ref int names)
    {
        var name = $"n{names++}";
        return $"(?<{name}>{Expression(random, depth - 1, ref names)})";
    }
}
