// Draws the charts that the page carries as data: for a wide or a narrow screen, again when that changes.
(function () {
  "use strict";
  var TURN = 700;
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var places = Array.prototype.slice.call(document.querySelectorAll(".plot"));
  // `ast`: expressions are interpreted, never evaluated, as the policy of the page demands.
  var options = {
    mode: "vega-lite", ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false, hover: false
  };
  var shown = null;
  document.documentElement.dataset.charts = "waiting";

  function kind() {
    return document.documentElement.clientWidth < TURN ? "narrow" : "wide";
  }

  function fail(place) {
    place.textContent = "This chart could not be drawn. Its numbers are in the table below.";
    place.classList.add("empty");
    place.removeAttribute("aria-hidden");
  }

  function draw() {
    if (shown === kind()) return;
    shown = kind();
    var now = shown;
    var waiting = places.map(function (place) {
      return window.vegaEmbed(place, charts[place.dataset.chart][now], options).catch(function (error) {
        fail(place);
        window.console.error(error);
      });
    });
    Promise.all(waiting).then(function () {
      if (shown === now) document.documentElement.dataset.charts = now;
    });
  }

  window.addEventListener("resize", draw);
  draw();
})();
