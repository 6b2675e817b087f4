% One counterfactual of the toolkit's solver on a made-up country, timed. Called by lab_matlab_peer.py, which sets
% PEER_TOOLKIT (folder of the toolkit), PEER_SIZE (locations), PEER_RUNS (repeats). Prints one line of JSON.
% The toolkit (Ahlfeldt and Seidel, MRRH2018-toolkit) is not part of this course; this file calls its counterFactsTK.

1;  % a script, not a function file

toolkit = getenv('PEER_TOOLKIT');
n = str2double(getenv('PEER_SIZE'));
runs = str2double(getenv('PEER_RUNS'));
addpath(fullfile(toolkit, 'progs'));

global alp sigg epsi delta nu
alp = 0.7; sigg = 4; epsi = 4.6; delta = 0.38; nu = 0.05;

rand('seed', 1);
place = rand(n, 2);
distance = sqrt((place(:, 1) - place(:, 1)').^2 + (place(:, 2) - place(:, 2)').^2) + 0.05;

% Commuting shares that add up to one over all pairs (rows: residence, columns: work).
size_of = exp(0.5 * randn(n, 1));
commuting = (size_of * size_of') .* exp(-8 * distance);
commuting = commuting / sum(commuting(:));
people = 1000 * n;
wage = exp(0.2 * randn(n, 1));
wage = wage / mean(wage);
employed = people * sum(commuting, 1)';
resident = people * sum(commuting, 2);
wage_at_home = (commuting * wage) ./ sum(commuting, 2);

% Trade flows that meet earnings of sellers (rows) and incomes of buyers (columns), so that no change is an equilibrium.
flow = distance.^(-3);
for step = 1:2000
  flow = flow .* ((wage .* employed) ./ sum(flow, 2));
  flow = flow .* ((wage_at_home .* resident)' ./ sum(flow, 1));
end
trade = flow ./ sum(flow, 1);

same = ones(n);
better = ones(n, 1);
better(1:ceil(n / 3)) = 1.05;
seconds = zeros(runs, 1);
for i = 1:runs
  tic;
  [w, v, q, p, l, price, r, e, welfare] = counterFactsTK(better, same, same, same, wage, wage_at_home, commuting, ...
                                                         employed, resident, trade);
  seconds(i) = toc;
end
printf('{"size": %d, "median_seconds": %.6f, "welfare": %.8f, "finite": %d}\n', n, median(seconds), ...
       mean(welfare(:)), all(isfinite(welfare(:))));
