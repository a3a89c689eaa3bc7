// ADOL-C as the peer of the scalar cases.
//
// Writes "ready" and then answers each line of its input:
//
//   CASE load NUMBERS...    the case's numbers as the other side has them; answers with the value and the gradient
//   CASE SECONDS            the microseconds of one step: the median over chunks of about 2 ms, as the other side does it
//
// A step records the function and sweeps it. What was measured to be fastest: trace_on keeps the values that the reverse sweep needs, so that
// there is no forward sweep between; a += b * c is one operation of ADOL-C's and written so; locations are handed out singly; and the
// buffers have their default size, which holds a whole recording of each case. A frozen case is recorded once and swept forward instead.
// Ends with the input.

#include <adolc/adolc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Numbers = std::vector<double>;
using Variables = std::vector<adouble>;

constexpr double chunkSeconds = 0.002;
constexpr short freshTag = 1;
constexpr short frozenTag = 2;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The functions, as in bench/Scalars: of x, which they are differentiated by, and constants.

void network(const Variables& x, const Numbers& constants, adouble& loss) {
    constexpr int width = 16;
    const std::size_t points = constants.size() / 3;
    adouble first[width], second[width], sum, logit;
    loss = 0.0;
    for (std::size_t point = 0; point < points; point++) {
        const double* inputs = &constants[2 * point];
        const double target = constants[2 * points + point];
        for (int i = 0; i < width; i++) {
            sum = x[32 + i];
            sum += x[2 * i] * inputs[0];
            sum += x[2 * i + 1] * inputs[1];
            first[i] = tanh(sum);
        }
        for (int i = 0; i < width; i++) {
            sum = x[304 + i];
            for (int j = 0; j < width; j++) {
                sum += x[48 + width * i + j] * first[j];
            }
            second[i] = tanh(sum);
        }
        logit = x[336];
        for (int j = 0; j < width; j++) {
            logit += x[320 + j] * second[j];
        }
        loss += log(exp(logit) + 1.0) - logit * target;
    }
    loss *= 1.0 / points;
}

void lecture(const Variables& w, const Numbers& constants, adouble& error) {
    const double x1 = constants[0], x2 = constants[1], target = constants[2];
    const adouble a3 = tanh(x1 * w[0] + x2 * w[1]);
    const adouble a4 = tanh(x2 * w[2]);
    const adouble a5 = tanh(a3 * w[3]);
    const adouble a6 = tanh(a3 * w[4] + a4 * w[5]);
    error = fmax(0.0, -(a5 * w[6] + a6 * w[7]) * target);
}

void rosenbrock(const Variables& x, const Numbers&, adouble& sum) {
    adouble valley, distance;
    sum = 0.0;
    for (std::size_t i = 0; i + 1 < x.size(); i++) {
        valley = x[i + 1];
        valley -= x[i] * x[i];
        distance = 1.0 - x[i];
        sum += 100.0 * valley * valley;
        sum += distance * distance;
    }
}

void product(const Variables& x, const Numbers&, adouble& product) {
    product = x[0];
    for (std::size_t i = 1; i < x.size(); i++) {
        product *= x[i];
    }
}

using Function = void (*)(const Variables&, const Numbers&, adouble&);

class Case {
public:
    // The first of the numbers are what is differentiated by.
    Case(Function function, const Numbers& numbers, std::size_t variables, bool isFrozen = false)
        : function(function), values(numbers.begin(), numbers.begin() + variables), constants(numbers.begin() + variables, numbers.end()),
          gradient(variables), x(variables), isFrozen(isFrozen) {
        if (isFrozen) {
            record(frozenTag);
        }
    }

    void step() {
        const int count = static_cast<int>(x.size());
        double seed = 1.0;
        if (isFrozen) {
            zos_forward(frozenTag, 1, count, 1, values.data(), &value);
            fos_reverse(frozenTag, 1, count, &seed, gradient.data());
        } else {
            record(freshTag);
            fos_reverse(freshTag, 1, count, &seed, gradient.data());
        }
    }

    double microseconds(double seconds) {
        if (chunk == 0) {
            chunk = calibrate();
        }
        std::vector<double> times;
        const auto start = Clock::now();
        do {
            const auto chunkStart = Clock::now();
            for (int i = 0; i < chunk; i++) {
                step();
            }
            times.push_back(secondsSince(chunkStart) / chunk);
        } while (secondsSince(start) < seconds);
        std::sort(times.begin(), times.end());
        return (times[(times.size() - 1) / 2] + times[times.size() / 2]) / 2 * 1e6;
    }

    void answer() {
        step();
        std::printf("%.17g", value);
        for (double slope : gradient) {
            std::printf(" %.17g", slope);
        }
        std::printf("\n");
    }

private:
    void record(short tag) {
        trace_on(tag, 1);
        for (std::size_t i = 0; i < x.size(); i++) {
            x[i] <<= values[i];
        }
        function(x, constants, y);
        y >>= value;
        trace_off();
    }

    // Warms up for 0.1 s; how many steps fill a chunk.
    int calibrate() {
        double fastest = 1.0;
        for (const auto start = Clock::now(); secondsSince(start) < 0.1;) {
            const auto stepStart = Clock::now();
            step();
            fastest = std::min(fastest, secondsSince(stepStart));
        }
        return std::max(1, static_cast<int>(chunkSeconds / fastest));
    }

    const Function function;
    const Numbers values, constants;
    Numbers gradient;
    Variables x;
    adouble y;
    const bool isFrozen;
    double value = 0.0;
    int chunk = 0;
};

std::unique_ptr<Case> create(const std::string& name, const Numbers& numbers) {
    if (name == "scalar-network-2-16-16-1" || name == "scalar-network-dot") {
        return std::make_unique<Case>(network, numbers, 337);
    }
    if (name == "scalar-network-frozen") {
        return std::make_unique<Case>(network, numbers, 337, true);
    }
    if (name == "scalar-lecture") {
        return std::make_unique<Case>(lecture, numbers, 8);
    }
    if (name == "scalar-rosenbrock-1000") {
        return std::make_unique<Case>(rosenbrock, numbers, numbers.size());
    }
    if (name == "scalar-product-1000") {
        return std::make_unique<Case>(product, numbers, numbers.size());
    }
    std::fprintf(stderr, "there is no case %s\n", name.c_str());
    std::exit(1);
}

}

int main() {
    setStoreManagerType(ADOLC_LOCATION_SINGLETONS);
    std::map<std::string, std::unique_ptr<Case>> cases;
    std::printf("ready\n");
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string name, command;
        words >> name >> command;
        if (command == "load") {
            Numbers numbers;
            for (std::string number; words >> number;) {
                numbers.push_back(std::strtod(number.c_str(), nullptr));
            }
            cases[name] = create(name, numbers);
            cases[name]->answer();
        } else {
            std::printf("%.4f\n", cases.at(name)->microseconds(std::strtod(command.c_str(), nullptr)));
        }
        std::fflush(stdout);
    }
}
