// A photo for somebody who has none at hand: a street at night with a lamp that is out.

export async function nightStreet() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [720, 960];
  const pen = canvas.getContext("2d");
  sky(pen);
  houses(pen);
  road(pen);
  lamp(pen, 560, 250, 1, true);
  lamp(pen, 200, 330, 0.72, false);
  grain(pen);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}

function sky(pen) {
  const shade = pen.createLinearGradient(0, 0, 0, 700);
  shade.addColorStop(0, "#0b1324");
  shade.addColorStop(1, "#33415f");
  pen.fillStyle = shade;
  pen.fillRect(0, 0, 720, 960);
  pen.fillStyle = "#e9edf5";
  pen.beginPath();
  pen.arc(120, 120, 30, 0, 7);
  pen.fill();
}

function houses(pen) {
  for (const [x, y, width, height, tone] of [
    [0, 360, 170, 360, "#1a2233"],
    [150, 300, 150, 420, "#222c40"],
    [330, 400, 170, 320, "#1d2638"],
    [480, 340, 240, 380, "#182031"],
  ]) {
    pen.fillStyle = tone;
    pen.fillRect(x, y, width, height);
    for (let row = y + 26; row < y + height - 60; row += 46)
      for (let column = x + 18; column < x + width - 26; column += 40) {
        pen.fillStyle = (row * 7 + column * 3) % 5 === 0 ? "#e8c776" : "#2b364c";
        pen.fillRect(column, row, 20, 24);
      }
  }
}

function road(pen) {
  pen.fillStyle = "#20252e";
  pen.beginPath();
  pen.moveTo(0, 960);
  pen.lineTo(0, 740);
  pen.lineTo(720, 700);
  pen.lineTo(720, 960);
  pen.fill();
  pen.strokeStyle = "#8b8f97";
  pen.lineWidth = 7;
  pen.setLineDash([52, 40]);
  pen.beginPath();
  pen.moveTo(0, 872);
  pen.lineTo(720, 812);
  pen.stroke();
  pen.setLineDash([]);
}

function lamp(pen, x, top, size, dark) {
  if (!dark) {
    const glow = pen.createRadialGradient(x - 70 * size, top + 20, 8, x - 70 * size, top + 150, 260);
    glow.addColorStop(0, "rgba(255, 226, 150, .85)");
    glow.addColorStop(1, "rgba(255, 226, 150, 0)");
    pen.fillStyle = glow;
    pen.fillRect(0, 0, 720, 960);
  }
  pen.strokeStyle = dark ? "#4a5363" : "#737d8e";
  pen.lineWidth = 13 * size;
  pen.lineCap = "round";
  pen.beginPath();
  pen.moveTo(x, 730 + 30 * size);
  pen.lineTo(x, top);
  pen.quadraticCurveTo(x, top - 46 * size, x - 56 * size, top - 22 * size);
  pen.stroke();
  pen.fillStyle = dark ? "#2b313c" : "#fff3cf";
  pen.beginPath();
  pen.ellipse(x - 76 * size, top - 8 * size, 34 * size, 14 * size, 0.25, 0, 7);
  pen.fill();
}

function grain(pen) {
  for (let spot = 0; spot < 2600; spot += 1) {
    pen.fillStyle = `rgba(255, 255, 255, ${Math.random() * 0.06})`;
    pen.fillRect(Math.random() * 720, Math.random() * 960, 2, 2);
  }
}
