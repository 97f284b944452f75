using MiniVercel.Gateway.Routing.Serving;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>Which names say what is in the file, among those that people and their tools give.</summary>
public class FingerprintTests
{
    [Theory]
    [InlineData("_next/static/chunks/main.js")]
    [InlineData("docs/_next/static/buildid/_buildManifest.js")]
    [InlineData("_app/immutable/entry/start.Ddv-joZU.js")]
    [InlineData("_astro/page.css")]
    [InlineData("assets/index-DiwrgTda.js")]
    [InlineData("assets/index-DiwrgTda.js.map")]
    [InlineData("app/assets/style-B3x9kQ1z.css")]
    [InlineData("assets/logo-B3x9kQ1z.png")]
    [InlineData("_nuxt/DiwrgTda.js")]
    [InlineData("static/js/main.8f3b2a1c.chunk.js")]
    [InlineData("static/media/logo.5d5d9eefa31e5e13a6610d9fa7a283bb.svg")]
    [InlineData("js/app.3fa94c11.js")]
    public void A_name_made_of_the_content_is_one(string path) => Assert.True(Fingerprint.IsIn(path));

    [Theory]
    [InlineData("index.html")]
    [InlineData("DiwrgTda.js")]
    [InlineData("app.8f3b2a1c.js")]
    [InlineData("assets/app.js")]
    [InlineData("assets/jquery-3.7.1.min.js")]
    [InlineData("assets/bootstrap-grid.css")]
    [InlineData("assets/Component.js")]
    [InlineData("assets/photo-20240115.jpg")]
    [InlineData("assets/photo-Summer24.jpg")]
    [InlineData("assets/photo-MyGarden.jpg")]
    [InlineData("assets/deadbeef.bin")]
    [InlineData("static/robots-production.txt")]
    [InlineData("_nuxt/builds/latest.json")]
    public void A_name_that_somebody_thought_of_is_none(string path) => Assert.False(Fingerprint.IsIn(path));
}
